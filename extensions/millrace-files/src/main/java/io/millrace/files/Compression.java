package io.millrace.files;

import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** How the bytes of a file are compressed. Files of several members or frames, one behind the other, are read whole. */
public enum Compression {
    /** Not at all. */
    NONE(""),

    /** With gzip; names end in {@code .gz}. */
    GZIP(".gz"),

    /** With Zstandard, which takes {@code com.github.luben:zstd-jni} among the dependencies of the program; names end in {@code .zst}. */
    ZSTD(".zst");

    private static final int BUFFER = 64 << 10;

    private final String ending;

    Compression(String ending) {
        this.ending = ending;
    }

    /**
     * What the names of such files end in.
     *
     * @return the ending with its dot; nothing for {@link #NONE}
     */
    public String ending() {
        return ending;
    }

    /** By the name of a file. */
    static Compression of(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(GZIP.ending) ? GZIP : name.endsWith(ZSTD.ending) ? ZSTD : NONE;
    }

    InputStream input(InputStream raw, Path file) throws IOException {
        return switch (this) {
            case NONE -> raw;
            case GZIP -> new GzipInput(raw, BUFFER);
            case ZSTD -> zstd("read", file, () -> Zstandard.input(raw));
        };
    }

    /** One member or frame, which others may follow in the same file. */
    OutputStream output(OutputStream raw, Path file) throws IOException {
        return switch (this) {
            case NONE -> raw;
            case GZIP -> new GZIPOutputStream(raw, BUFFER);
            case ZSTD -> zstd("write", file, () -> Zstandard.output(raw));
        };
    }

    private interface Opening<S> {
        S open() throws IOException;
    }

    private static <S> S zstd(String attempt, Path file, Opening<S> opening) throws IOException {
        if (!Library.ZSTANDARD.isThere()) {
            throw DiskException.because(attempt, file, Library.ZSTANDARD.missing());
        }
        return opening.open();
    }

    /** Refuses what the program lacks the library of. */
    void require() {
        if (this == ZSTD) {
            Library.ZSTANDARD.require();
        }
    }

    /** A class of its own, so that those of zstd-jni are looked for when such a file comes, and not with the first file of any kind. */
    private static final class Zstandard {

        static InputStream input(InputStream raw) throws IOException {
            return new com.github.luben.zstd.ZstdInputStream(raw);
        }

        static OutputStream output(OutputStream raw) throws IOException {
            return new com.github.luben.zstd.ZstdOutputStream(raw);
        }
    }
}
