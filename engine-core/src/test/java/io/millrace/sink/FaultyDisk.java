package io.millrace.sink;

import io.millrace.state.store.Disk;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A disk in memory, of which one call fails or is the last; with the machine, what was not forced may be lost. */
final class FaultyDisk implements Disk {

    /** What becomes of the call that is to be disturbed. */
    enum Fault {
        /** The call throws; a write may have written a part. */
        FAILS,
        /** The process ends in the middle of the call. */
        PROCESS_ENDS,
        /** The machine ends in the middle of the call, and with it what was not forced. */
        MACHINE_ENDS
    }

    /** The end of the process. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private final Random random;
    private final Runnable reader;
    private final Map<Path, Content> names = new TreeMap<>();
    private final Map<Path, Content> durable = new TreeMap<>();
    private final Set<Content> locked = new HashSet<>();
    private Fault fault;
    private int callsLeft;
    private int calls;

    /** @param reader looks at the disk after each call */
    FaultyDisk(long seed, Runnable reader) {
        this.random = new Random(seed);
        this.reader = reader;
    }

    /** Disturbs the n-th call from now on, counted from 1; with 0 none. */
    void disturb(int call, Fault with) {
        fault = with;
        callsLeft = call;
        calls = 0;
    }

    /** How many calls there were since {@link #disturb}. */
    int calls() {
        return calls;
    }

    /** A character for each byte of a file. */
    String bytes(Path path) {
        Content content = names.get(path);
        return content == null ? "" : content.bytes.toString(StandardCharsets.ISO_8859_1);
    }

    void put(Path path, String text) {
        Content content = new Content();
        content.bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        content.forced = content.bytes.size();
        names.put(path, content);
        durable.put(path, content);
    }

    int length(Path path) {
        Content content = names.get(path);
        return content == null ? 0 : content.bytes.size();
    }

    List<String> fileNames() {
        return names.keySet().stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    /** Starts the process, or the machine, again. */
    void restart() {
        locked.clear();
        if (fault == Fault.MACHINE_ENDS) {
            Set<Path> all = new HashSet<>(names.keySet());
            all.addAll(durable.keySet());
            all.stream().sorted().filter(path -> random.nextBoolean()).forEach(path -> copyName(durable, names, path));
            Set.copyOf(names.values())
                    .forEach(content ->
                            content.cutTo(content.forced + random.nextInt(content.bytes.size() - content.forced + 1)));
            durable.clear();
            durable.putAll(names);
        }
        disturb(0, null);
    }

    @Override
    public File create(Path file) throws IOException {
        return call(() -> {
            names.put(file, new Content());
            return new Handle(names.get(file));
        });
    }

    @Override
    public File append(Path file) throws IOException {
        return call(() -> new Handle(names.computeIfAbsent(file, path -> new Content())));
    }

    @Override
    public File open(Path file) throws IOException {
        return call(() -> {
            if (!names.containsKey(file)) {
                throw new NoSuchFileException(file.toString());
            }
            return new Handle(names.get(file));
        });
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return call(() -> names.containsKey(path));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return call(() -> List.copyOf(names.keySet()));
    }

    @Override
    public void makeDirectory(Path directory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void move(Path from, Path to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(Path path) throws IOException {
        call(() -> names.remove(path));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        call(() -> {
            durable.clear();
            durable.putAll(names);
            return null;
        });
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return call(() -> {
            Content content = names.computeIfAbsent(file, path -> new Content());
            return locked.add(content) ? () -> locked.remove(content) : null;
        });
    }

    private <R> R call(Call<R> call) throws IOException {
        calls++;
        if (--callsLeft == 0) {
            if (random.nextBoolean()) {
                call.run();
                reader.run();
            }
            interrupt();
        }
        R result = call.run();
        reader.run();
        return result;
    }

    private void interrupt() throws IOException {
        if (fault == Fault.FAILS) {
            throw new IOException("input/output error");
        }
        throw new Crash();
    }

    private static void copyName(Map<Path, Content> from, Map<Path, Content> to, Path path) {
        if (from.containsKey(path)) {
            to.put(path, from.get(path));
        } else {
            to.remove(path);
        }
    }

    /** What a call does. */
    private interface Call<R> {
        R run() throws IOException;
    }

    private static final class Content {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int forced;

        private void cutTo(int length) {
            byte[] kept = bytes.toByteArray();
            bytes.reset();
            bytes.write(kept, 0, length);
            forced = length;
        }
    }

    private final class Handle implements File {

        private final Content content;

        private Handle(Content content) {
            this.content = content;
        }

        @Override
        public void append(ByteBuffer source) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            calls++;
            boolean disturbed = --callsLeft == 0;
            content.bytes.write(bytes, 0, disturbed ? random.nextInt(bytes.length + 1) : bytes.length);
            reader.run();
            if (disturbed) {
                interrupt();
            }
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return call(() -> {
                int length = Math.min(into.remaining(), Math.max(0, content.bytes.size() - (int) position));
                // As little at once as a disk may read.
                length = Math.min(length, 20);
                into.put(content.bytes.toByteArray(), (int) position, length);
                return length;
            });
        }

        @Override
        public long size() throws IOException {
            return call(content.bytes::size).longValue();
        }

        @Override
        public void force() throws IOException {
            call(() -> content.forced = content.bytes.size());
        }

        @Override
        public void close() throws IOException {
            call(() -> null);
        }
    }
}
