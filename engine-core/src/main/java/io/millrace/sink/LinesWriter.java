package io.millrace.sink;

import io.millrace.operator.Batch;
import java.io.IOException;

/** Turns events into lines. */
final class LinesWriter implements SinkWriter<Object> {

    private final LinesFile file;
    private final SinkContext context;

    LinesWriter(LinesFile file, SinkContext context) {
        this.file = file;
        this.context = context;
    }

    @Override
    public void begin() throws IOException {
        file.begin();
    }

    @Override
    public void write(Batch<Object> batch) throws IOException {
        for (int row = 0, size = batch.size(); row < size; row++) {
            byte[] text;
            try {
                text = LineBuffer.lineOf(batch.value(row));
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
}
