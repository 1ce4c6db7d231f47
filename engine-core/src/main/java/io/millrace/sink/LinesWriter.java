package io.millrace.sink;

import io.millrace.operator.Batch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Turns events into lines. */
final class LinesWriter implements SinkWriter<Object> {

    private final LinesFile file;
    private final SinkContext context;

    LinesWriter(LinesFile file, SinkContext context) {
        this.file = file;
        this.context = context;
    }

    @Override
    public void write(Batch<Object> batch) throws IOException {
        for (int row = 0, size = batch.size(); row < size; row++) {
            byte[] text;
            try {
                text = text(batch.value(row));
            } catch (Throwable e) {
                // The results before the bad one are good.
                file.flush();
                throw context.failure(e, batch.value(row), batch.timestamp(row));
            }
            file.append(text);
        }
        file.flush();
    }

    @Override
    public void finish() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static byte[] text(Object event) {
        String text = event.toString();
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the text of an event in a file of lines must not contain a line feed;"
                    + " escape it, or write a Sink of your own");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
