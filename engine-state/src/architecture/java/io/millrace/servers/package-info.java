/** Servers and other processes that tests start: for the modules that join the engine to other systems. */
package io.millrace.servers;
