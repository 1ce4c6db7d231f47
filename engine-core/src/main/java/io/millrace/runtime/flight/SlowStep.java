package io.millrace.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A step of a task that took long. */
@Name("io.millrace.SlowStep")
@Label("Slow Step")
@Description("A step of a task in which its worker could do nothing else")
@Category("Millrace")
@Threshold("20 ms")
@StackTrace(false)
final class SlowStep extends Episode {

    @Label("Job")
    String job;

    @Label("Task")
    String task;
}
