package io.millrace.state.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Opens pipes and devices. To open a pipe is to wait for somebody at its other end, and no interrupt ends that, so it is
 * done by a thread that nobody has to wait for.
 */
public final class Pipes {

    private Pipes() {}

    /**
     * Whether something is there that is neither a file nor a directory.
     *
     * @param path the path, of which links are followed
     * @return whether it is a pipe or a device
     */
    public static boolean isPipe(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    /**
     * Opens one, however long that takes.
     *
     * @param attempt what is tried, such as {@code write}: continues "cannot"
     * @param pipe what to open
     * @param option to read or to write
     * @return the channel, which the caller closes
     * @throws IOException when it cannot be opened; a {@link ClosedByInterruptException} when the calling thread is
     *     interrupted, and stays so
     */
    public static FileChannel open(String attempt, Path pipe, OpenOption option) throws IOException {
        CompletableFuture<FileChannel> opening = new CompletableFuture<>();
        Thread thread = new Thread(() -> open(pipe, option, opening), "millrace-opens-" + pipe.getFileName());
        thread.setDaemon(true);
        thread.start();
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw DiskException.of(
                    attempt, pipe, e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!opening.cancel(false) && !opening.isCompletedExceptionally()) {
                opening.join().close();
            }
            throw new ClosedByInterruptException();
        }
    }

    private static void open(Path pipe, OpenOption option, CompletableFuture<FileChannel> opening) {
        try {
            FileChannel channel = FileChannel.open(pipe, option);
            if (!opening.complete(channel)) {
                channel.close();
            }
        } catch (Throwable e) {
            opening.completeExceptionally(e);
        }
    }
}
