package io.millrace.source;

import io.millrace.refusal.UnfitSnapshotException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Several sources as the splits of one. Reader s of p reads the sources s, s + p, s + 2p and so on. */
final class InterleavedSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;
    private static final int MAX_PARALLELISM = 128;

    private final List<Source<? extends T>> sources;

    InterleavedSource(List<Source<? extends T>> sources) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to interleave; give at least one source");
        }
        this.sources = sources;
        if (blocking() && live()) {
            throw new IllegalArgumentException("cannot interleave " + sources + ": some are live and some block, and"
                    + " while one blocks the others wait; make each a source of the pipeline and merge their streams");
        }
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws Exception {
        List<?> positions = positions(context);
        List<SplitReader<T>> splits = new ArrayList<>();
        try {
            for (int i = context.subtask(); i < sources.size(); i += context.parallelism()) {
                Object position = positions == null ? null : positions.get(splits.size());
                splits.add(SplitReader.open(sources.get(i), new SplitReader.Context(context, position)));
            }
        } catch (Throwable e) {
            closeAfter(e, splits);
            throw e;
        }
        return new InterleavedReader<>(context, splits);
    }

    private static void closeAfter(Throwable error, List<? extends SplitReader<?>> splits) {
        try {
            SplitReader.closeAll(splits);
        } catch (Throwable e) {
            error.addSuppressed(e);
        }
    }

    private List<?> positions(SourceContext context) {
        Object position = context.startPosition();
        int own = (sources.size() - context.subtask() + context.parallelism() - 1) / context.parallelism();
        if (position == null) {
            return null;
        }
        if (position instanceof List<?> list && list.size() == own) {
            return list;
        }
        if (position instanceof List<?> list) {
            throw new UnfitSnapshotException(
                    "source '" + context.operator() + "' cannot go on: the snapshot has positions of " + list.size()
                            + " sources for its reader " + context.subtask() + " of " + context.parallelism()
                            + ", which has " + own + " now; interleave the same ones in the same order",
                    null);
        }
        throw Positions.foreign(context, position, "a list, with one for each of the interleaved sources");
    }

    @Override
    public boolean blocking() {
        return sources.stream().anyMatch(Source::blocking);
    }

    @Override
    public boolean live() {
        return sources.stream().anyMatch(Source::live);
    }

    @Override
    public int maxParallelism() {
        return Math.min(sources.size(), MAX_PARALLELISM);
    }

    /** A source goes to the reader that has it now. */
    @Override
    public List<Object> redistribute(List<Object> positions, int readers) {
        if (positions.size() == readers) {
            return positions;
        }
        List<List<?>> lists =
                positions.stream().<List<?>>map(InterleavedSource::asList).toList();
        checkShares(lists);
        int known = lists.stream().mapToInt(List::size).sum();
        if (known != sources.size()) {
            throw new IllegalStateException(
                    "the snapshot has the positions of " + known + " interleaved sources, but there" + " are "
                            + sources.size() + " now: interleave the same ones in the same order");
        }
        List<Object> divided = new ArrayList<>();
        for (int reader = 0; reader < readers; reader++) {
            List<Object> own = new ArrayList<>();
            for (int source = reader; source < sources.size(); source += readers) {
                own.add(lists.get(source % positions.size()).get(source / positions.size()));
            }
            divided.add(List.copyOf(own));
        }
        return divided;
    }

    /** Reader s of p has every p-th source from s on. */
    private static void checkShares(List<List<?>> lists) {
        for (int reader = 1; reader < lists.size(); reader++) {
            int more = lists.get(reader - 1).size() - lists.get(reader).size();
            if (more < 0 || lists.get(0).size() - lists.get(reader).size() > 1) {
                throw new IllegalStateException("the snapshot has the positions of "
                        + lists.stream().map(List::size).toList()
                        + " interleaved sources of its readers, which are no equal shares");
            }
        }
    }

    private static List<?> asList(Object position) {
        if (position instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException(position + " is no position of interleaved sources, which is a list");
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
