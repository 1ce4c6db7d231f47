/**
 * What a recording of JDK Flight Recorder is told of a job (internal): rare things, never one for each event. While nothing is recorded a step
 * looks at flags that the JVM knows, and reads no clock for it.
 */
package io.millrace.runtime.flight;
