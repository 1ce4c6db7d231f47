package io.millrace.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A task was held back. */
@Name("io.millrace.Backpressure")
@Label("Backpressure")
@Description("A task was held back by consumers, from when one had no room until all had")
@Category("Millrace")
@Threshold("100 ms")
@StackTrace(false)
final class Backpressure extends Episode {

    @Label("Job")
    String job;

    @Label("Task")
    String task;

    @Label("Held By")
    @Description("The tasks that had no room when it began")
    String heldBy;
}
