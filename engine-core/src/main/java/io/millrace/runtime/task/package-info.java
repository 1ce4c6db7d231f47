/** What does the work (internal): tasks, which are trees of stages, with what they read, send and remember. */
package io.millrace.runtime.task;
