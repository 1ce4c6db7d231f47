/** Pipelines, the engine that runs them, and the interfaces to extend it. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // what HdrHistogram and agrona are
module io.millrace.core {
    requires transitive HdrHistogram;
    requires transitive io.millrace.state;
    requires jdk.jfr;
    requires static java.logging; // asked, where it is there, whether it still has handlers
    requires org.agrona;
    requires org.jctools.core.jdk11;

    exports io.millrace;
    exports io.millrace.call;
    exports io.millrace.function;
    exports io.millrace.graph;
    exports io.millrace.host;
    exports io.millrace.job;
    exports io.millrace.metrics;
    exports io.millrace.operator;
    exports io.millrace.refusal;
    exports io.millrace.sink;
    exports io.millrace.snapshot;
    exports io.millrace.source;
    exports io.millrace.testing;
    exports io.millrace.time;
    exports io.millrace.view;
}
