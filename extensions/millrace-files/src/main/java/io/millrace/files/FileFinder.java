package io.millrace.files;

import io.millrace.operator.TaskContext;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.Splits;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the files of a directory, forgets what can be forgotten, and sees to what was read before a crash and is still there. */
final class FileFinder implements SplitFinder {

    private static final Logger LOG = System.getLogger("io.millrace.files");

    private final String source;
    private final DirectoryFiles files;
    private final WhenRead whenRead;
    private final boolean ascends;
    private final Duration lookAgain;

    /** What was read of files to their ends in this attempt, bytes; none of those that are compressed. */
    private final Map<String, Long> read = new HashMap<>();

    /** What has ended and is told still. */
    private final Set<String> ended = new HashSet<>();

    /** Where names ascend: all before it has been read, and it, too. It is told for good, so that snapshots have it. */
    private String floor = "";

    FileFinder(TaskContext context, DirectoryFiles files, WhenRead whenRead, boolean ascends, Duration lookAgain) {
        this.source = context.operator();
        this.files = files;
        this.whenRead = whenRead;
        this.ascends = ascends;
        this.lookAgain = lookAgain;
    }

    @Override
    public void onRestoredEnds(Set<String> splits) throws IOException {
        ended.addAll(splits);
        for (String name : splits) {
            whenRead.dispose(files.disk(), files.directory(), name);
        }
    }

    @Override
    public void onEnd(String split, Object position) {
        ended.add(split);
        if (position instanceof List<?> place
                && place.get(0) instanceof Long offset
                && Compression.of(files.directory().resolve(split)) == Compression.NONE) {
            read.put(split, offset);
        }
    }

    @Override
    public Splits find(Set<String> known) throws IOException {
        List<String> names = files.names();
        warnOfGrowth(names);
        if (ascends) {
            names = aboveFloor(names, known);
        }
        ended.retainAll(names);
        List<Split> splits = names.stream().map(Split::new).toList();
        return lookAgain == null ? Splits.all(splits) : Splits.soFar(splits, lookAgain);
    }

    /** Leaves out what has been read, but for what comes after something that has not, and the last one. */
    private List<String> aboveFloor(List<String> names, Set<String> known) {
        String unread = known.stream()
                .filter(name -> !ended.contains(name))
                .min(String::compareTo)
                .orElse(null);
        for (String name : ended) {
            if (name.compareTo(floor) > 0 && (unread == null || name.compareTo(unread) < 0)) {
                floor = name;
            }
        }
        List<String> above = new ArrayList<>();
        if (!floor.isEmpty()) {
            above.add(floor);
        }
        names.stream().filter(name -> name.compareTo(floor) > 0).forEach(above::add);
        return above;
    }

    private void warnOfGrowth(List<String> names) throws IOException {
        read.keySet().retainAll(names);
        for (String name : List.copyOf(read.keySet())) {
            long now = files.disk().size(files.directory().resolve(name));
            if (now > read.get(name)) {
                LOG.log(
                        Logger.Level.WARNING,
                        "source ''{0}'': {1} has been read to its end at byte {2}, and has {3} bytes now: what was added is"
                                + " not read. Have files written under a name that begins with a dot, and renamed when they"
                                + " are complete",
                        source,
                        files.directory().resolve(name),
                        Long.toString(read.get(name)),
                        Long.toString(now));
                read.remove(name);
            }
        }
    }
}
