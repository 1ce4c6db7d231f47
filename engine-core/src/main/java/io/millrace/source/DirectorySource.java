package io.millrace.source;

import io.millrace.operator.TaskContext;
import io.millrace.state.serde.Type;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.PathForm;
import java.io.IOException;
import java.io.Serializable;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The lines of the files of a directory, each of which is a split. */
final class DirectorySource<T> implements SplitSource<T> {

    private static final long serialVersionUID = 1;

    private static final Logger LOG = System.getLogger("io.millrace.source");

    /** Each has a buffer of 256 KiB. */
    static final int FILES_AT_ONCE = 64;

    private final Path directory;
    private final Duration lookAgain;
    private final Class<T> type;
    private final LinesSource.Shape<T> shape;

    DirectorySource(Path directory, Duration lookAgain, Class<T> type, LinesSource.Shape<T> shape) {
        this.directory = directory;
        this.lookAgain = lookAgain;
        this.type = type;
        this.shape = shape;
    }

    private Object writeReplace() {
        return new Written<>(PathForm.of(directory), lookAgain, type, shape);
    }

    private record Written<T>(PathForm directory, Duration lookAgain, Class<T> type, LinesSource.Shape<T> shape)
            implements Serializable {
        private Object readResolve() {
            return new DirectorySource<>(directory.path(), lookAgain, type, shape);
        }
    }

    @Override
    public SplitFinder finder(TaskContext context) {
        return new Finder(context.operator());
    }

    /** Lists the files, and looks at how long those are that have been read. */
    private final class Finder implements SplitFinder {

        private final String source;

        /** What was read of files to their end, bytes. */
        private final Map<String, Long> read = new HashMap<>();

        private Finder(String source) {
            this.source = source;
        }

        @Override
        public Splits find(Set<String> known) throws IOException {
            List<String> names = names();
            read.keySet().retainAll(names);
            for (String name : List.copyOf(read.keySet())) {
                if (hasGrown(name, read.get(name))) {
                    read.remove(name);
                }
            }
            return Splits.soFar(names.stream().map(Split::new).toList(), lookAgain);
        }

        private List<String> names() throws IOException {
            try (Stream<Path> files = Files.list(directory)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .filter(name -> !name.startsWith("."))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw DiskException.of("list", directory, e);
            }
        }

        private static long sizeOf(Path file) throws IOException {
            try {
                return Files.size(file);
            } catch (NoSuchFileException e) {
                return 0;
            }
        }

        /** Whether a file has become another one, which is told then. */
        private boolean hasGrown(String name, long length) throws IOException {
            Path file = directory.resolve(name);
            long now = sizeOf(file);
            if (now > length) {
                LOG.log(
                        Logger.Level.WARNING,
                        "source ''{0}'': {1} has been read to its end at byte {2}, and has {3} bytes now: what was added is"
                                + " not read. Have files written under a name that begins with a dot, and renamed when they"
                                + " are complete",
                        source,
                        file,
                        Long.toString(length),
                        Long.toString(now));
            }
            return now > length;
        }

        @Override
        public void onEnd(String split, Object position) {
            if (position instanceof List<?> place && place.get(0) instanceof Long offset) {
                read.put(split, offset);
            }
        }
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws IOException {
        return new LinesSource<>(directory.resolve(context.split()), type, shape).open(context);
    }

    @Override
    public List<Path> files() {
        return List.of(directory);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public int splitsAtOnce() {
        return FILES_AT_ONCE;
    }

    @Override
    public Type<T> eventType() {
        return Type.of(type);
    }

    @Override
    public String toString() {
        return "lines in " + directory;
    }
}
