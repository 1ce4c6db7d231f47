package io.millrace.flink;

import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.Splits;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The splits of one of several readers: those that its state has, and of others each goes to the one that its id says, for as long as
 * there are so many readers.
 */
final class DividedSplits implements SplitFinder {

    private static final int MIX = 0x9E37_79B9;
    private static final int HALF = 16;

    private final SplitFinder all;
    private final int subtask;
    private final int parallelism;
    private Set<String> told = Set.of();

    DividedSplits(SplitFinder all, int subtask, int parallelism) {
        this.all = all;
        this.subtask = subtask;
        this.parallelism = parallelism;
    }

    @Override
    public Splits find(Set<String> known) throws Exception {
        Set<String> ofAll = new HashSet<>(told);
        ofAll.addAll(known);
        Splits found = all.find(ofAll);
        told = found.all().stream().map(Split::id).collect(Collectors.toSet());
        return new Splits(
                found.all().stream()
                        .filter(split -> known.contains(split.id()) || isOwn(split.id()))
                        .toList(),
                found.lookAgain());
    }

    private boolean isOwn(String id) {
        int mixed = id.hashCode() * MIX;
        return Math.floorMod(mixed ^ mixed >>> HALF, parallelism) == subtask;
    }

    @Override
    public void onRestore(Set<String> ended) throws Exception {
        all.onRestore(ended);
    }

    @Override
    public void onEnd(String split, Object position) throws Exception {
        all.onEnd(split, position);
    }

    @Override
    public void onUnneeded(String split) throws Exception {
        all.onUnneeded(split);
    }

    @Override
    public void close() throws Exception {
        all.close();
    }
}
