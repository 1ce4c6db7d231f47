package io.millrace.sink;

import java.io.PrintStream;

/** Prints events as lines; a null stream stands for standard output. */
final class PrintSink implements Sink<Object> {

    private static final long serialVersionUID = 1;

    private final PrintStream stream;

    PrintSink(PrintStream stream) {
        this.stream = stream;
    }

    @Override
    public SinkWriter<Object> open(SinkContext context) {
        return new PrintStreamWriter(stream == null ? System.out : stream, context);
    }

    @Override
    public boolean blocking() {
        return true;
    }
}
