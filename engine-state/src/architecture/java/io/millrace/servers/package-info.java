/** Servers and other processes that tests start, and what these write: for tests of all modules. */
package io.millrace.servers;
