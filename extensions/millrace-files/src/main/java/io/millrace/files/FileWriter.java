package io.millrace.files;

import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.sink.SinkContext;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.time.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the files of one task: one at a time for each partition. */
final class FileWriter<T> implements TransactionalWriter<T, PreparedFiles> {

    private final FileSink<T> sink;
    private final OutputFolder folder;
    private final SinkContext context;
    private final List<Partition<T>> partitions;

    /** Whether a committer gives the files their names. */
    private final boolean transactional;

    /** By partition; what has got nothing for longest comes first. */
    private final Map<String, Open<T>> open = new LinkedHashMap<>(16, 0.75f, true);

    private final List<PreparedFile> whole = new ArrayList<>();

    /** Hidden files that no snapshot can have. */
    private final Set<String> unprepared = new HashSet<>();

    private final Counter files;
    private final Counter bytes;
    private long number;
    private boolean finished;

    FileWriter(FileSink<T> sink, OutputFolder folder, SinkContext context, boolean transactional) {
        this.sink = sink;
        this.folder = folder;
        this.context = context;
        this.transactional = transactional;
        files = context.metrics().counter("files");
        bytes = context.metrics().counter("bytes");
        partitions = sink.partitions().stream().map(Partition::copy).toList();
    }

    /** A file that is being written. */
    private record Open<T>(String name, RecordFile<T> file, long since) {}

    @Override
    public void begin() throws IOException {
        folder.make("");
    }

    @Override
    public void write(Batch<T> batch) throws Exception {
        if (finished) {
            throw new IllegalStateException(
                    "sink '" + context.operator() + "' has finished and takes no more: the stream has ended");
        }
        for (int row = 0, size = batch.size(); row < size; row++) {
            Open<T> to = fileOf(batch, row);
            try {
                to.file.add(batch.value(row));
            } catch (FieldProblem e) {
                IllegalArgumentException told =
                        new IllegalArgumentException("column '" + e.column() + "': " + e.getMessage());
                throw context.failure(told, batch.value(row), batch.timestamp(row));
            } catch (IOException e) {
                throw e;
            } catch (Throwable e) {
                throw context.failure(e, batch.value(row), batch.timestamp(row));
            }
            if (to.file.bytes() >= sink.rollBytes()) {
                end(open.remove(partitionOf(to)));
            }
        }
        endOld();
    }

    private static String partitionOf(Open<?> file) {
        return file.name.substring(0, file.name.lastIndexOf('/') + 1);
    }

    private Open<T> fileOf(Batch<T> batch, int row) throws Exception {
        String partition = partition(batch, row);
        Open<T> found = open.get(partition);
        if (found == null) {
            if (open.size() == sink.openFiles()) {
                Iterator<Open<T>> eldest = open.values().iterator();
                Open<T> ending = eldest.next();
                eldest.remove();
                end(ending);
            }
            found = begin(partition);
            open.put(partition, found);
        }
        return found;
    }

    private String partition(Batch<T> batch, int row) {
        String path = "";
        try {
            for (Partition<T> each : partitions) {
                String level = each.level(batch.value(row), batch.timestamp(row));
                path = path.isEmpty() ? level : path.concat(level);
            }
        } catch (Throwable e) {
            throw context.failure(e, batch.value(row), batch.timestamp(row));
        }
        return path;
    }

    private Open<T> begin(String partition) throws IOException {
        folder.make(partition);
        String name = nextName(partition);
        Path hidden = folder.hidden(name);
        while (folder.disk().exists(hidden) || folder.disk().exists(folder.path(name))) {
            name = nextName(partition);
            hidden = folder.hidden(name);
        }
        unprepared.add(name);
        FileOutput output = new FileOutput(hidden, folder.disk(), sink.compression());
        try {
            return new Open<>(
                    name, sink.format().writer(output), context.clock().nanos());
        } catch (Throwable e) {
            try {
                output.end();
            } catch (Throwable f) {
                e.addSuppressed(f);
            }
            throw e;
        }
    }

    private String nextName(String partition) {
        return folder.name(partition, context.attempt(), context.subtask(), number++);
    }

    /** The file is whole. */
    private void end(Open<T> ending) throws Exception {
        long length;
        try (RecordFile<T> file = ending.file) {
            length = file.finish();
        }
        folder.disk().forceDirectory(folder.path(ending.name).getParent());
        files.add(1);
        bytes.add(length);
        PreparedFile done = new PreparedFile(ending.name, length, true);
        if (transactional) {
            whole.add(done);
        } else {
            folder.publish(List.of(done));
            unprepared.remove(done.name());
        }
    }

    private void endOld() throws Exception {
        if (sink.rollEvery() != null) {
            long oldest = context.clock().nanos() - Times.nanos(sink.rollEvery());
            endAll(file -> file.since - oldest <= 0);
        }
    }

    private interface Which<T> {
        boolean test(Open<T> file);
    }

    private void endAll(Which<T> which) throws Exception {
        for (Open<T> file : List.copyOf(open.values())) {
            if (which.test(file)) {
                open.remove(partitionOf(file));
                end(file);
            }
        }
    }

    /** Never null: a later start has to know that there may be files. */
    @Override
    public PreparedFiles prepare(long snapshot) throws Exception {
        endOld();
        if (sink.rollEvery() == null) {
            endAll(file -> true);
        }
        endAll(file -> !file.file.canGoOn());
        List<PreparedFile> prepared = new ArrayList<>(whole);
        whole.clear();
        for (Open<T> file : open.values()) {
            prepared.add(new PreparedFile(file.name, file.file.sync(), false));
            folder.disk().forceDirectory(folder.path(file.name).getParent());
        }
        unprepared.clear();
        return new PreparedFiles(prepared, new PreparedFiles.Writer(context.attempt(), context.subtask()), number);
    }

    @Override
    public void finish() throws Exception {
        endAll(file -> true);
        finished = true;
    }

    /** What was written on behind a snapshot may be in it up to there, and stays. */
    @Override
    public void abort() throws Exception {
        withEach(unprepared, name -> folder.disk().delete(folder.hidden(name)));
    }

    private interface Action<E> {
        void on(E element) throws Exception;
    }

    /** Also with those behind one with which it fails. */
    private static <E> void withEach(Collection<E> elements, Action<E> action) throws Exception {
        Exception failure = null;
        for (E element : elements) {
            try {
                action.on(element);
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (!transactional) {
                abort();
            }
        } finally {
            withEach(open.values(), file -> file.file.close());
        }
        open.clear();
    }
}
