/** Windows over keyed streams, and aggregates for them. */
@SuppressWarnings("requires-automatic") // what agrona is
module io.millrace.windows {
    requires transitive io.millrace.core;
    requires org.agrona;

    exports io.millrace.window;
    exports io.millrace.window.spi;
}
