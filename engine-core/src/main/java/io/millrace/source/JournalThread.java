package io.millrace.source;

import io.millrace.state.log.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread that touches the files of a journal: there as long as there is something to do, and interrupted by nobody, which would close a file. */
final class JournalThread implements Executor {

    private static final long IDLE_SECONDS = 5;

    private final Path directory;
    private final Executor executor;

    /** Null when none has been needed yet. */
    private volatile Thread thread;

    /** What touches the disk. */
    interface Call<R> {
        R run() throws IOException;
    }

    JournalThread(Path directory) {
        this.directory = directory;
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::made);
        one.allowCoreThreadTimeOut(true);
        executor = one;
    }

    private JournalThread(Path directory, Executor executor) {
        this.directory = directory;
        this.executor = executor;
    }

    /** No thread: whoever calls does it, as in a simulation. */
    static JournalThread ofCallers(Path directory) {
        return new JournalThread(directory, Runnable::run);
    }

    private Thread made(Runnable loop) {
        Thread made = new Thread(loop, "millrace-journal-" + directory.getFileName());
        made.setDaemon(true);
        thread = made;
        return made;
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (Throwable e) {
            throw new JournalException(
                    "journal " + directory + " cannot be used, its thread does not start: " + SafeText.message(e), e);
        }
    }

    /** Waits for the answer; throws what the call does. */
    <R> R call(Call<R> call) throws IOException {
        CompletableFuture<R> answer = new CompletableFuture<>();
        execute(() -> {
            try {
                answer.complete(call.run());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /** Waits until it is written; an interrupt does not end that, and is kept. */
    void await(CompletionStage<Void> written) {
        try {
            written.toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof JournalException failure) {
                throw failure.rethrown();
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new JournalException(
                    "journal " + directory + " cannot be written: " + SafeText.message(cause), cause);
        }
    }
}
