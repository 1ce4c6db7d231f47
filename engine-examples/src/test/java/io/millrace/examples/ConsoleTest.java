package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private static final int PROGRAMS = 8;
    private static final int LINES = 200;

    @Test
    void shouldHaveTheLinesOfOneProgramOnlyThoughOthersPrintToo() {
        CyclicBarrier together = new CyclicBarrier(PROGRAMS);
        Executor ownThread = task -> new Thread(task).start();
        List<CompletableFuture<List<String>>> programs = IntStream.range(0, PROGRAMS)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> Console.linesOf(() -> printFromAThread(number, together)), ownThread))
                .toList();
        for (int number = 0; number < PROGRAMS; number++) {
            assertThat(programs.get(number).join()).isEqualTo(Collections.nCopies(LINES, "line of " + number));
        }
    }

    /** As tests beside it do, when the pool that runs them has another thread while a program waits. */
    @Test
    void shouldHaveNoLinesOfTasksOfThePoolThatATestRunsIn() {
        ForkJoinPool pool = new ForkJoinPool(1);
        CompletableFuture<Void> runs = new CompletableFuture<>();
        CompletableFuture<Void> printed = new CompletableFuture<>();
        try {
            ForkJoinTask<List<String>> lines = pool.submit(() -> Console.linesOf(() -> {
                runs.complete(null);
                printed.join();
                System.out.println("own");
            }));
            runs.join();
            pool.execute(() -> {
                System.out.println("(printed by the test of consoles)");
                printed.complete(null);
            });
            assertThat(lines.join()).containsExactly("own");
        } finally {
            pool.shutdown();
        }
    }

    private static void printFromAThread(int number, CyclicBarrier together) {
        Thread printing = new Thread(() -> {
            await(together);
            for (int line = 0; line < LINES; line++) {
                System.out.println("line of " + number);
            }
        });
        printing.start();
        join(printing);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
