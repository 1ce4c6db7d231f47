package io.millrace.source;

import io.millrace.operator.TaskContext;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.state.store.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Several sources as the splits of one, each by its number. */
final class InterleavedSource<T> implements SplitSource<T> {

    private static final long serialVersionUID = 1;

    private final List<Source<? extends T>> sources;

    InterleavedSource(List<Source<? extends T>> sources) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to interleave; give at least one source");
        }
        this.sources = flat(sources);
        if (blocking() && live()) {
            throw new IllegalArgumentException("cannot interleave " + sources + ": some are live and some block, and"
                    + " while one blocks the others wait; make each a source of the pipeline and merge their streams");
        }
    }

    private static <T> List<Source<? extends T>> flat(List<Source<? extends T>> sources) {
        List<Source<? extends T>> flat = new ArrayList<>();
        for (Source<? extends T> source : sources) {
            if (source instanceof InterleavedSource<? extends T> interleaved) {
                flat.addAll(interleaved.sources);
            } else if (source instanceof SplitSource) {
                throw new IllegalArgumentException("cannot interleave " + source
                        + ", which has splits of its own; make it a source of the pipeline and merge its stream");
            } else {
                flat.add(source);
            }
        }
        return List.copyOf(flat);
    }

    @Override
    public SplitFinder finder(TaskContext context) {
        return known -> splits(context, known);
    }

    private Splits splits(TaskContext context, Set<String> known) {
        List<Split> all = IntStream.range(0, sources.size())
                .mapToObj(source -> new Split(Integer.toString(source)))
                .toList();
        for (String id : known) {
            if (all.stream().noneMatch(split -> split.id().equals(id))) {
                throw new UnfitSnapshotException(
                        "source '" + context.operator()
                                + "' cannot go on: the snapshot has the position of interleaved source " + id
                                + ", but there are " + sources.size()
                                + " now, counted from 0: interleave the same ones in the same order",
                        null);
            }
        }
        return Splits.all(all);
    }

    @Override
    @SuppressWarnings("unchecked") // a reader of a sub-type of T only puts such into the batches of T that it is given
    public SourceReader<T> open(SourceContext context) throws Exception {
        Source<? extends T> source = sources.get(Integer.parseInt(context.split()));
        return (SourceReader<T>) source.open(new WholeContext(context));
    }

    @Override
    public List<Path> files() {
        return sources.stream().flatMap(source -> source.files().stream()).toList();
    }

    @Override
    public boolean blocking() {
        return sources.stream().anyMatch(Source::blocking);
    }

    @Override
    public boolean interruptible() {
        return sources.stream().anyMatch(source -> source.blocking() && source.interruptible());
    }

    @Override
    public void simulate(Disk disk) {
        sources.forEach(source -> source.simulate(disk));
    }

    @Override
    public boolean live() {
        return sources.stream().anyMatch(Source::live);
    }

    @Override
    public int maxParallelism() {
        return Math.min(sources.size(), MOST_READERS);
    }

    @Override
    public Optional<String> whyNotPortable() {
        return sources.stream()
                .flatMap(source -> source.whyNotPortable().stream())
                .findFirst();
    }

    @Override
    public String toString() {
        return "interleaved " + sources;
    }
}
