// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the process runs.
 *
 * @param declaredGrace what {@code TERMINATION_GRACE_SECONDS} says; null if it is unset
 */
record Platform(Kind kind, @Nullable String declaredGrace) {
    private static final Pattern CONTAINER = Pattern.compile("docker|kubepods|containerd|lxc");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    enum Kind {
        KUBERNETES("under Kubernetes", 25, 5),
        CONTAINER("in a container", 8, 0),
        ELSEWHERE("outside a container", 25, 0);

        final String words;
        final Duration timeout;
        private final Duration delay;

        Kind(String words, int timeout, int delay) {
            this.words = words;
            this.timeout = Duration.ofSeconds(timeout);
            this.delay = Duration.ofSeconds(delay);
        }

        /** Never more than half of the timeout. */
        Duration delay(Duration within) {
            Duration half = within.dividedBy(2);
            return delay.compareTo(half) < 0 ? delay : half;
        }
    }

    /** The time from the signal to the kill, and who says so. */
    record Grace(Duration time, String source) {}

    static Platform here() {
        return of(System.getenv(), Path.of("/"));
    }

    static Platform of(Map<String, String> environment, Path root) {
        return new Platform(kind(environment, root), environment.get("TERMINATION_GRACE_SECONDS"));
    }

    boolean isGraceMalformed() {
        return declaredGrace != null && !SECONDS.matcher(declaredGrace).matches();
    }

    /** Null where nobody kills, as far as is known. */
    @Nullable Grace grace() {
        if (declaredGrace != null && !isGraceMalformed()) {
            Duration declared = Duration.ofSeconds(Long.parseLong(declaredGrace));
            return new Grace(declared, "TERMINATION_GRACE_SECONDS");
        }
        return switch (kind) {
            case KUBERNETES -> new Grace(Duration.ofSeconds(30), "Kubernetes' default");
            case CONTAINER -> new Grace(Duration.ofSeconds(10), "Docker's default");
            case ELSEWHERE -> null;
        };
    }

    private static Kind kind(Map<String, String> environment, Path root) {
        if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            return Kind.KUBERNETES;
        }
        boolean container =
                environment.containsKey("container") // as systemd and Podman set it
                        || Files.exists(root.resolve(".dockerenv"))
                        || Files.exists(root.resolve("run/.containerenv"))
                        || isContainer(root.resolve("proc/1/cgroup"));
        return container ? Kind.CONTAINER : Kind.ELSEWHERE;
    }

    private static boolean isContainer(Path cgroup) {
        try {
            String text = Files.readString(cgroup, StandardCharsets.ISO_8859_1);
            return CONTAINER.matcher(text).find();
        } catch (IOException | SecurityException e) {
            return false;
        }
    }
}
