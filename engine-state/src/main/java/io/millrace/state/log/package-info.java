/** Lines of the log that can come often, and are held back. */
package io.millrace.state.log;
