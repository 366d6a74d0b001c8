// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the container that this process runs in, as Linux' control groups tell it, in
 * version 1 and 2. A limit may stand at a group above the process' own: the fullest one counts.
 */
final class CgroupMemory {
    /** Version 1 says "no limit" with the largest number of whole pages. */
    private static final long NO_LIMIT = 1L << 60;

    private static final Pattern FULL_AVG60 = Pattern.compile("(?m)^full .*\\bavg60=([0-9.]+)");

    private final Path root;

    CgroupMemory(Path root) {
        this.root = root;
    }

    /** What one reading finds; a limit of 0 is none. */
    record Reading(
            int version,
            long workingSetBytes,
            long limitBytes,
            OptionalLong oomKills,
            OptionalDouble fullPressurePercent) {
        double percent() {
            return limitBytes == 0 ? 0 : Format.percent(workingSetBytes, limitBytes);
        }
    }

    /** The names that the two versions have for the same things. */
    private record Names(int version, String usage, String limit, String inactive, String kills) {}

    private static final Names V1 =
            new Names(
                    1,
                    "memory.usage_in_bytes",
                    "memory.limit_in_bytes",
                    "total_inactive_file",
                    "memory.oom_control");
    private static final Names V2 =
            new Names(2, "memory.current", "memory.max", "inactive_file", "memory.events");

    /** Empty where there is no memory group: another OS, or the root group of a host. */
    Optional<Reading> read() throws IOException {
        Path groups = root.resolve("proc/self/cgroup");
        if (!Files.isReadable(groups)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(groups);
        Optional<String> first = own(lines, parts -> (parts[1] + ",").contains("memory,"));
        if (first.isPresent()) {
            return fullest(root.resolve("sys/fs/cgroup/memory"), first.get(), V1);
        }
        Optional<String> second = own(lines, parts -> parts[0].equals("0"));
        return second.isPresent()
                ? fullest(root.resolve("sys/fs/cgroup"), second.get(), V2)
                : Optional.empty();
    }

    /** A line is {@code hierarchy:controllers:path}. */
    private static Optional<String> own(List<String> lines, Predicate<String[]> hierarchy) {
        return lines.stream()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3 && hierarchy.test(parts))
                .map(parts -> parts[2])
                .findFirst();
    }

    /** The path may be the host's, which a container does not see: then its own is the top. */
    private static Path leaf(Path top, String own) {
        Path leaf = top.resolve(own.substring(own.startsWith("/") ? 1 : 0)).normalize();
        return leaf.startsWith(top) && Files.isDirectory(leaf) ? leaf : top;
    }

    private static Optional<Reading> fullest(Path top, String own, Names names) throws IOException {
        Path leaf = leaf(top, own);
        Reading fullest = null;
        for (Path group = leaf; group != null && group.startsWith(top); group = group.getParent()) {
            Reading reading = at(group, leaf, names);
            boolean better =
                    reading != null && (fullest == null || reading.percent() > fullest.percent());
            fullest = better ? reading : fullest;
        }
        return Optional.ofNullable(fullest);
    }

    private static @Nullable Reading at(Path group, Path leaf, Names names) throws IOException {
        if (!Files.exists(group.resolve(names.usage))) {
            return null;
        }
        long usage = number(text(group.resolve(names.usage)));
        long inactive = field(group.resolve("memory.stat"), names.inactive).orElse(0);
        return new Reading(
                names.version,
                Math.max(0, usage - inactive),
                limit(group.resolve(names.limit)),
                field(leaf.resolve(names.kills), "oom_kill"),
                pressure(leaf.resolve("memory.pressure")));
    }

    private static long limit(Path file) throws IOException {
        String limit = Files.exists(file) ? text(file) : "max";
        long bytes = limit.equals("max") ? 0 : number(limit);
        return bytes >= NO_LIMIT ? 0 : bytes;
    }

    private static OptionalLong field(Path file, String name) throws IOException {
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(name + " ")) {
                    return OptionalLong.of(number(line.substring(name.length() + 1)));
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Reading fails where the kernel was started without pressure accounting. */
    private static OptionalDouble pressure(Path file) {
        try {
            Matcher full = FULL_AVG60.matcher(Files.exists(file) ? text(file) : "");
            return full.find()
                    ? OptionalDouble.of(Double.parseDouble(full.group(1)))
                    : OptionalDouble.empty();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).trim();
    }

    private static long number(String text) throws IOException {
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw new IOException("not a number: '" + text + "'", e);
        }
    }
}
