/** What jobs measure, in Prometheus, by OTLP, and wherever Micrometer leads. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // what Micrometer is
module io.millrace.micrometer {
    requires transitive io.millrace.core;
    requires transitive micrometer.core;

    exports io.millrace.micrometer;
}
