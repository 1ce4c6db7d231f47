package io.millrace.source;

import io.millrace.state.serde.Type;
import java.io.InputStream;
import java.util.Optional;

/** The lines of a stream of bytes, which one job can read, over all its attempts. */
final class StreamLinesSource implements Source<String> {

    private static final long serialVersionUID = 1;

    private final StreamLines lines;

    StreamLinesSource(InputStream input) {
        lines = new StreamLines(input);
    }

    @Override
    public SourceReader<String> open(SourceContext context) {
        lines.open(context);
        return batch -> lines.fetch(batch, context);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public Type<String> eventType() {
        return Type.of(String.class);
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("its stream is open in this JVM; Sources.lines(path) opens a file where it is read");
    }
}
