/** Tables: what is so by key, kept up to date by streams of changes. */
package io.millrace.table;
