package io.millrace.state.store;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where in a directory what is kept. Nothing that was read from a file leads out of it. */
record Layout(Path root) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /** As many as the largest number has, so that names sort as numbers do. */
    private static final int DIGITS = 19;

    private static final Pattern DIRECTORY = Pattern.compile("[0-9]{" + DIGITS + "}");
    private static final String ATTEMPT = "ATTEMPT.";

    /** An int that has a successor, without leading zeros. */
    private static final Pattern ATTEMPTS = Pattern.compile(Pattern.quote(ATTEMPT) + "([1-9][0-9]{0,8})");

    private static final String MANIFEST = "MANIFEST";
    private static final String NEW_MANIFEST = "MANIFEST.new";
    private static final String SUFFIX = ".state";

    /** Refuses what must not become part of a path. */
    static String checkName(String what, String name) {
        if (name == null || !NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(what + " '" + name
                    + "' is not allowed: use 1 to 100 letters, digits, dots, underscores and hyphens");
        }
        return name;
    }

    Path lock() {
        return inside("LOCK");
    }

    /** What says that the latest attempt is this one. */
    Path attempt(int number) {
        return inside(ATTEMPT + number);
    }

    /** Which attempt a file tells of; 0 for none. */
    static int attemptOf(Path file) {
        Matcher name = ATTEMPTS.matcher(file.getFileName().toString());
        return name.matches() ? Integer.parseInt(name.group(1)) : 0;
    }

    Path directory(long snapshot) {
        if (snapshot < 1) {
            throw new IllegalArgumentException("snapshot " + snapshot + " is not allowed: they are numbered from 1");
        }
        String number = Long.toString(snapshot);
        return inside("0".repeat(DIGITS - number.length()) + number);
    }

    Path manifest(long snapshot) {
        return directory(snapshot).resolve(MANIFEST);
    }

    /** What a manifest is called until all of it has reached the disk. */
    Path newManifest(long snapshot) {
        return directory(snapshot).resolve(NEW_MANIFEST);
    }

    Path file(long snapshot, String name) {
        return inside(directory(snapshot)
                .resolve(checkName("The file name", name) + SUFFIX)
                .toString());
    }

    private Path inside(String path) {
        Path resolved = root.resolve(path).normalize();
        if (!resolved.startsWith(root)) {
            throw new IllegalArgumentException("'" + path + "' leads out of " + root);
        }
        return resolved;
    }

    /** Which snapshot a directory belongs to, if any. */
    static OptionalLong snapshotOf(Path directory) {
        String name = directory.getFileName().toString();
        try {
            return DIRECTORY.matcher(name).matches() && Long.parseLong(name) > 0
                    ? OptionalLong.of(Long.parseLong(name))
                    : OptionalLong.empty();
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    /**
     * What a directory has to be called whose name is a number in the digits of another script than ours; null for all
     * others.
     */
    static String numberInOtherDigits(Path directory) {
        String name = directory.getFileName().toString();
        boolean isNumber = name.codePointCount(0, name.length()) == DIGITS
                && name.codePoints().allMatch(Character::isDigit);
        if (!isNumber) {
            return null;
        }
        StringBuilder digits = new StringBuilder();
        name.codePoints().forEach(digit -> digits.append(Character.digit(digit, 10)));
        return digits.toString().equals(name) ? null : digits.toString();
    }

    static Path manifestIn(Path directory) {
        return directory.resolve(MANIFEST);
    }

    /** Whether a store has written this file: others are left alone. */
    static boolean isOwn(Path file) {
        String name = file.getFileName().toString();
        return isManifest(file) || name.endsWith(SUFFIX);
    }

    /** Whether a manifest may have got this name: from a backup, say, or a disk that knows no capitals. */
    static boolean isManifestByAnotherName(Path file) {
        String name = file.getFileName().toString();
        return name.regionMatches(true, 0, MANIFEST, 0, MANIFEST.length()) && !isManifest(file);
    }

    static boolean isManifest(Path file) {
        String name = file.getFileName().toString();
        return name.equals(MANIFEST) || name.equals(NEW_MANIFEST);
    }
}
