/** A live page of the jobs of an engine, and the same as JSON. */
module io.millrace.dashboard {
    requires transitive io.millrace.core;
    requires jdk.httpserver;
    requires tools.jackson.databind;

    exports io.millrace.dashboard;
}
