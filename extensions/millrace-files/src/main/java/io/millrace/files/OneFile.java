package io.millrace.files;

import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.Splits;
import java.util.List;
import java.util.Set;

/** A file that was named. */
record OneFile(String name) implements SplitFinder {

    @Override
    public Splits find(Set<String> known) {
        return Splits.all(List.of(new Split(name)));
    }
}
