package io.millrace.files;

import java.io.IOException;
import java.io.OutputStream;

/** A file of texts; each part up to a {@link #sync} is compressed by itself, which readers take for one. */
final class TextFile<T> implements RecordFile<T> {

    private static final int BUFFER = 64 << 10;

    private final FileOutput output;
    private final TextEncoder<T> encoder;
    private final int longest;
    private final Bytes pending = new Bytes();

    /** Compresses into the output; null when nothing is begun. */
    private OutputStream part;

    /** Takes records of so many bytes at most, without the line feed behind them. */
    TextFile(FileOutput output, TextEncoder<T> encoder, int longest) {
        this.output = output;
        this.longest = longest;
        this.encoder = encoder;
        encoder.begin(pending);
    }

    @Override
    public void add(T value) throws Exception {
        int start = pending.length();
        encoder.encode(value, pending);
        int length = pending.length() - start - 1;
        if (length > longest) {
            throw new IllegalArgumentException("the record takes " + length + " bytes, and a reader takes " + longest
                    + "; say longestRecord(bytes) of the format, where it is read, too");
        }
        if (pending.length() >= BUFFER) {
            drain();
        }
    }

    private void drain() throws IOException {
        if (part == null) {
            part = output.compression().output(output, output.path());
        }
        part.write(pending.array(), 0, pending.length());
        pending.clear();
    }

    @Override
    public long bytes() {
        return output.length() + (output.compression() == Compression.NONE ? pending.length() : 0);
    }

    @Override
    public boolean canGoOn() {
        return true;
    }

    @Override
    public long sync() throws IOException {
        if (pending.length() > 0) {
            drain();
        }
        endPart();
        output.force();
        return output.length();
    }

    @Override
    public long finish() throws IOException {
        return sync();
    }

    private void endPart() throws IOException {
        OutputStream ending = part;
        part = null;
        if (ending != null) {
            ending.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            endPart();
        } finally {
            output.end();
        }
    }
}
