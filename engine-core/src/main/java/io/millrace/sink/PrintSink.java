package io.millrace.sink;

import java.io.PrintStream;
import java.util.Optional;

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

    @Override
    public Optional<String> whyNotPortable() {
        return stream == null
                ? Optional.empty()
                : Optional.of("its stream is open in this JVM; Sinks.print() prints wherever it runs");
    }
}
