/** Streams that meet: joins and tables. */
@SuppressWarnings("requires-automatic") // what agrona is
module io.millrace.tables {
    requires transitive io.millrace.windows;
    requires org.agrona;

    exports io.millrace.join;
    exports io.millrace.table;
}
