/** Events in files: what a journal, and a push source that spills, are kept in. */
package io.millrace.source.internal;
