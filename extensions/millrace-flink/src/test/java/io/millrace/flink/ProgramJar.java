package io.millrace.flink;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class path of the tests, divided as it is in production: what a cluster has, and one jar with all else. */
final class ProgramJar {

    /** What the engine brings along. */
    private static final List<String> ENGINE = List.of("engine-", "millrace-", "agrona-", "jctools-", "HdrHistogram-");

    private ProgramJar() {}

    /** Of the processes of a cluster: Flink, and nothing of Millrace. */
    static String classPathOfCluster() {
        return classPath()
                .filter(path -> !isOfProgram(path))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A class loader of the console's own has the class path, if it is given one. */
    private static Stream<Path> classPath() {
        return ProgramJar.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs()).map(url -> Path.of(URI.create(url.toString())))
                : Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(Path::of);
    }

    private static boolean isOfProgram(Path path) {
        String name = path.getFileName().toString();
        return Files.isDirectory(path) || ENGINE.stream().anyMatch(name::startsWith);
    }

    /** Writes the jar of the program, as {@code maven-shade-plugin} does. */
    static Path write(Path jar, String mainClass) throws IOException {
        Set<String> names = new HashSet<>();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), Manifests.of(mainClass))) {
            names.add(JarFile.MANIFEST_NAME);
            for (Path path : classPath().filter(ProgramJar::isOfProgram).toList()) {
                if (Files.isDirectory(path)) {
                    addDirectory(path, names, out);
                } else if (Files.exists(path)) {
                    addJar(path, names, out);
                }
            }
        }
        return jar;
    }

    private static void addDirectory(Path directory, Set<String> names, JarOutputStream out) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
                add(name, names, out, to -> Files.copy(file, to));
            }
        }
    }

    private static void addJar(Path path, Set<String> names, JarOutputStream out) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    add(entry.getName(), names, out, to -> {
                        try (InputStream in = jar.getInputStream(entry)) {
                            in.transferTo(to);
                        }
                    });
                }
            }
        }
    }

    private interface Content {
        void write(OutputStream to) throws IOException;
    }

    private static void add(String name, Set<String> names, JarOutputStream out, Content content) {
        if (name.endsWith("module-info.class") || !names.add(name)) {
            return;
        }
        try {
            out.putNextEntry(new JarEntry(name));
            content.write(out);
            out.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
