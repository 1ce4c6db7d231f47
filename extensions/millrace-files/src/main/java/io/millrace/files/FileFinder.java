package io.millrace.files;

import io.millrace.operator.TaskContext;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.Splits;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the files of a directory, and forgets what can be forgotten. */
class FileFinder implements SplitFinder {

    private static final Logger LOG = System.getLogger("io.millrace.files");

    /** Files that are looked at again for growth: each costs a call of the disk whenever files are looked for. */
    private static final int WATCHED = 100;

    private final String source;
    private final DirectoryFiles files;
    private final boolean ascends;
    private final Duration lookAgain;

    private final Lengths lengths;

    /** How long the files were that were read to their ends last, in this attempt, as far as that is known. */
    private final Map<String, Long> read = new LinkedHashMap<>();

    /** What has ended and is told still. */
    private final Set<String> ended = new HashSet<>();

    /** Where names ascend: all before it has been read, and it, too. It is told for good, so that snapshots have it. */
    private String floor = "";

    /** How long a file was where its reader has ended, bytes; -1 when that is not known. */
    interface Lengths {
        long at(String split, Object end);
    }

    FileFinder(TaskContext context, DirectoryFiles files, boolean ascends, Duration lookAgain, Lengths lengths) {
        this.source = context.operator();
        this.files = files;
        this.ascends = ascends;
        this.lookAgain = lookAgain;
        this.lengths = lengths;
    }

    @Override
    public final void onRestore(Set<String> splits) {
        ended.addAll(splits);
    }

    @Override
    public final void onEnd(String split, Object position) {
        ended.add(split);
        long length = lengths.at(split, position);
        if (lookAgain != null && length >= 0) {
            read.put(split, length);
            if (read.size() > WATCHED) {
                read.remove(read.keySet().iterator().next());
            }
        }
    }

    @Override
    public final Splits find(Set<String> known) throws IOException {
        List<String> names = files.names();
        Set<String> there = new HashSet<>(names);
        warnOfGrowth(there);
        Set<String> gone = new HashSet<>(ended);
        gone.removeAll(there);
        onGone(gone);
        if (ascends) {
            names = aboveFloor(names, known);
            there = new HashSet<>(names);
        }
        ended.retainAll(there);
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

    /** These have been read, are gone, and are about to be forgotten. */
    void onGone(Set<String> names) throws IOException {}

    private void warnOfGrowth(Set<String> there) throws IOException {
        read.keySet().retainAll(there);
        for (String name : List.copyOf(read.keySet())) {
            long now = files.disk().size(files.directory().resolve(name));
            if (now > read.get(name)) {
                LOG.log(
                        Logger.Level.WARNING,
                        "source ''{0}'': {1} had {2} bytes when it was read to its end, and has {3} now: what was added is"
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
