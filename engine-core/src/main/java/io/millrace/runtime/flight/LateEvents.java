package io.millrace.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/** Events came too late. */
@Name("io.millrace.LateEvents")
@Label("Late Events")
@Description("Events that an operator has dropped as late since it was told last, at most once a second")
@Category("Millrace")
@StackTrace(false)
final class LateEvents extends Event {

    @Label("Job")
    String job;

    @Label("Operator")
    String operator;

    @Label("Events")
    long events;

    @Label("Watermark")
    @Description("The event time that they were behind")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    long watermark;
}
