package io.millrace.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Draws the packages of a module and the types in each, with their arrows, from the compiled classes. */
final class TypePicture {

    static final String HOW_TO_DRAW = "run `mvn test -Dtest=ArchitectureTest -Dmillrace.draw=true`";

    private TypePicture() {}

    /** Whether the picture is to be drawn, and not to be compared. */
    static boolean isWanted() {
        return Boolean.getBoolean("millrace.draw");
    }

    static void draw(Path file, TypeGraph types) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text(file, types));
    }

    private static String text(Path file, TypeGraph types) {
        String module = file.getFileName().toString().replace(".md", "");
        return "# The types of " + module
                + "\n\nDrawn from the compiled classes; an arrow leads from a type to one that it"
                + " names. Of the packages it is checked that the picture is up to date; to draw all of it anew, "
                + HOW_TO_DRAW + ".\n\n## Packages\n\n"
                + packages(types)
                + types.byPackage().entrySet().stream()
                        .map(each -> chapter(each.getKey(), each.getValue()))
                        .collect(Collectors.joining());
    }

    /** The picture that has to be up to date. */
    static String packages(TypeGraph types) {
        return types.packages().mermaid("io.millrace");
    }

    private static String chapter(String name, TypeGraph types) {
        return "\n## " + name + "\n\n" + types.uses().size() + " types"
                + (types.largestCycle().isEmpty()
                        ? ", and no cycle"
                        : "; the largest cycle is of " + types.largestCycle().size())
                + ".\n\n" + types.mermaid(name);
    }
}
