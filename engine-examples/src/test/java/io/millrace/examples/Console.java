package io.millrace.examples;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a program prints, without what tests beside it do: the thread that runs it and those it starts print into a text of its own. */
public final class Console {

    private static final PrintStream COMMON = System.out;
    private static final InheritableThreadLocal<ByteArrayOutputStream> OWN = new InheritableThreadLocal<>();

    static {
        System.setOut(new PrintStream(new Routed(), true, StandardCharsets.UTF_8));
    }

    private Console() {}

    /**
     * Runs a program in a thread of its own: those that a pool of tests starts while one of its tests waits would else be heirs of the program.
     *
     * @return the lines that it has printed
     */
    public static List<String> linesOf(Runnable program) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletableFuture.runAsync(
                        () -> {
                            OWN.set(out);
                            program.run();
                        },
                        ofProgram -> new Thread(ofProgram).start())
                .join();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static final class Routed extends OutputStream {

        @Override
        public void write(int character) {
            write(new byte[] {(byte) character}, 0, 1);
        }

        @Override
        public void write(byte[] text, int offset, int length) {
            ByteArrayOutputStream own = OWN.get();
            if (own != null) {
                own.write(text, offset, length);
            } else {
                COMMON.write(text, offset, length);
            }
        }
    }
}
