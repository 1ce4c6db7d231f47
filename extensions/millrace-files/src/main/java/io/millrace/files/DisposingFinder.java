package io.millrace.files;

import io.millrace.operator.TaskContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Finds the files of a directory, and sees to those that have been read. They go, so that they need not be forgotten by their names. */
final class DisposingFinder extends FileFinder {

    private final DirectoryFiles files;
    private final WhenRead whenRead;

    DisposingFinder(TaskContext context, DirectoryFiles files, WhenRead whenRead, Duration lookAgain, Lengths lengths) {
        super(context, files, false, lookAgain, lengths);
        this.files = files;
        this.whenRead = whenRead;
    }

    @Override
    public void onUnneeded(String split) throws IOException {
        whenRead.dispose(files.disk(), files.directory(), split);
    }

    /** A crash must not bring one back that no snapshot has any more. */
    @Override
    void onGone(Set<String> names) throws IOException {
        whenRead.force(files.disk(), files.directory(), names);
    }
}
