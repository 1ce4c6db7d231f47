package io.millrace.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One Java file.
 *
 * @param packageName the package that the file declares
 * @param typeName the fully qualified name of the file's top-level type
 * @param text the file as it is
 * @param code the text without comments and literals; lines keep their numbers
 */
record SourceFile(String packageName, String typeName, String text, String code) {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern NOT_CODE = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\n]*+|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\n])*+'");
    private static final Pattern OWN_TYPE = Pattern.compile("\\b(io\\.millrace(?:\\.[a-z]\\w*)*)\\.[A-Z*]");

    static SourceFile of(String fileName, String text) {
        String packageName = PACKAGE.matcher(text)
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(fileName + " declares no package"));
        String code = NOT_CODE.matcher(text)
                .replaceAll(match -> "\n".repeat((int) match.group().lines().count() - 1));
        return new SourceFile(packageName, packageName + "." + fileName.replace(".java", ""), text, code);
    }

    /** All files below a folder but the descriptor of the module; none when there is no such folder. */
    static List<SourceFile> below(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(".java") && !path.endsWith("module-info.java"))
                    .sorted()
                    .map(SourceFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceFile read(Path path) {
        try {
            return of(path.getFileName().toString(), Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other packages of Millrace that this file names, in imports or in full. */
    Set<String> packagesUsed() {
        Set<String> packages = OWN_TYPE.matcher(code)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        packages.remove(packageName);
        return packages;
    }

    /** Where the code matches, as {@code type:line: what matched}. */
    Stream<String> matches(Pattern pattern) {
        return pattern.matcher(code).results().map(match -> typeName + ":" + line(match) + ": " + match.group());
    }

    private long line(MatchResult match) {
        return 1
                + code.substring(0, match.start())
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
