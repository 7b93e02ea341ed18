#!/usr/bin/env node
// npm links a program only when it exists at installation, and dist/ is built after that.
import '../dist/main.js';
