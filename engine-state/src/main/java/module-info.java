/** State as users see it and the tables beneath, serdes, stores of snapshots. */
module io.millrace.state {
    exports io.millrace.state;
    exports io.millrace.state.log;
    exports io.millrace.state.serde;
    exports io.millrace.state.store;
    exports io.millrace.state.table;
    exports io.millrace.state.testing;
    exports io.millrace.state.time;
}
