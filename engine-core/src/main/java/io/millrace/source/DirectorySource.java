package io.millrace.source;

import io.millrace.operator.TaskContext;
import io.millrace.state.serde.Type;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.PathForm;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The lines of the files of a directory, each of which is a split. */
final class DirectorySource<T> implements SplitSource<T> {

    private static final long serialVersionUID = 1;

    /** Each has a buffer of 256 KiB. */
    static final int FILES_AT_ONCE = 64;

    private final Path directory;
    private final Duration lookAgain;
    private final Class<T> type;
    private final LinesSource.Shape<T> shape;
    private final boolean skipsLong;

    DirectorySource(Path directory, Duration lookAgain, Class<T> type, LinesSource.Shape<T> shape, boolean skipsLong) {
        this.directory = directory;
        this.lookAgain = lookAgain;
        this.type = type;
        this.shape = shape;
        this.skipsLong = skipsLong;
    }

    private Object writeReplace() {
        return new Written<>(PathForm.of(directory), lookAgain, type, shape, skipsLong);
    }

    private record Written<T>(
            PathForm directory, Duration lookAgain, Class<T> type, LinesSource.Shape<T> shape, boolean skipsLong)
            implements Serializable {
        private Object readResolve() {
            return new DirectorySource<>(directory.path(), lookAgain, type, shape, skipsLong);
        }
    }

    @Override
    public SplitFinder finder(TaskContext context) {
        return known -> Splits.soFar(files(), lookAgain);
    }

    private List<Split> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .map(Split::new)
                    .toList();
        } catch (IOException e) {
            throw DiskException.of("list", directory, e);
        }
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws IOException {
        return new LinesSource<>(directory.resolve(context.split()), type, shape, skipsLong).open(context);
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
