package io.millrace.window.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The interfaces, and abstract classes, of the exported packages of the engine. */
final class PublicInterfaces {

    private static final Pattern EXPORTS = Pattern.compile("exports ([a-z.]+);");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?: {4})?(?:public )?(?:abstract class|interface) (\\w+)");

    private PublicInterfaces() {}

    static Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("engine-state", "engine-core", "engine-windows", "engine-tables")) {
            Path sources = Path.of("..", module, "src", "main", "java");
            Matcher exports = EXPORTS.matcher(Files.readString(sources.resolve("module-info.java")));
            while (exports.find()) {
                addFrom(sources.resolve(exports.group(1).replace('.', '/')), names);
            }
        }
        return names;
    }

    private static void addFrom(Path folder, Set<String> names) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(file -> file.toString().endsWith(".java")).toList();
        }
        for (Path file : files) {
            String source = Files.readString(file);
            String name = file.getFileName().toString().replace(".java", "");
            Matcher type = TYPE.matcher(source);
            while (type.find()) {
                boolean isPublic = Pattern.compile("(?m)^public .*\\b" + name + "\\b")
                        .matcher(source)
                        .find();
                boolean isNested = !type.group(1).equals(name);
                if (isPublic && (!isNested || type.group().contains("public"))) {
                    names.add(type.group(1));
                }
            }
        }
    }
}
