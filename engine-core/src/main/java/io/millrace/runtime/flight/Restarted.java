package io.millrace.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A job is started again. */
@Name("io.millrace.Restart")
@Label("Restart")
@Description("A job has failed and is started again")
@Category("Millrace")
@StackTrace(false)
final class Restarted extends Event {

    @Label("Job")
    String job;

    @Label("Attempt")
    @Description("Which one in a row it is that follows, from 2")
    int attempt;

    @Label("Delay")
    @Description("How long it is waited before that")
    @Timespan(Timespan.NANOSECONDS)
    long delay;

    @Label("Cause")
    String cause;
}
