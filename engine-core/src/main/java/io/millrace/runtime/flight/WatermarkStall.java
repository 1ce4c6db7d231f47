package io.millrace.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timestamp;

/** Event time stood still. */
@Name("io.millrace.WatermarkStall")
@Label("Watermark Stall")
@Description("Events came to a task, and its event time stood still")
@Category("Millrace")
@Threshold("10 s")
@StackTrace(false)
final class WatermarkStall extends Episode {

    @Label("Job")
    String job;

    @Label("Task")
    String task;

    @Label("Watermark")
    @Description("The event time at which it stood")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    long watermark;

    @Label("Events")
    @Description("How many came meanwhile")
    long events;
}
