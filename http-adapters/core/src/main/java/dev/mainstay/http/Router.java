// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Knows which resource a path identifies: once, on its normal form, for everybody. Immutable. */
final class Router {
    static final String STATUS = "/status";
    static final String METRICS = "/metrics";

    private static final List<Scope> PROBES =
            List.of(Scope.LIVENESS, Scope.READINESS, Scope.STARTUP);

    private final Map<String, Resource> resources = new HashMap<>();
    private final SortedSet<String> roots = new TreeSet<>();
    private final String help;

    /**
     * Makes a router.
     *
     * @param metrics null if they are not asked for
     */
    Router(
            Settings settings,
            String basePath,
            boolean kubernetesAliases,
            @Nullable Resource metrics,
            boolean statusPage) {
        addOverall(basePath, settings, settings.dialect());
        for (Scope probe : PROBES) {
            var resource = new ProbeResource(settings, probe, settings.dialect(), false);
            resources.put(basePath + "/" + probe.path(), resource);
            if (kubernetesAliases) {
                addRoot("/" + probe.word(), resource);
            }
        }
        if (statusPage) {
            addOverall(STATUS, settings, Dialect.PAGE);
        }
        if (metrics != null) {
            addRoot(METRICS, metrics);
        }
        this.help = "nothing is at this path; there are: " + String.join(", ", paths());
    }

    Resource find(String rawPath) {
        Resource known = resources.get(rawPath);
        return known != null ? known : findNormalised(Paths.normalise(rawPath));
    }

    /** The paths that need a key, where one is set, whatever the query. */
    List<String> keyed() {
        return paths().stream().filter(it -> find(it).needsKey(false)).toList();
    }

    /** The paths below which everything is this router's. */
    List<String> roots() {
        return List.copyOf(roots);
    }

    /** Whether a path is at a root or below, and can be read in no other way. */
    boolean owns(String rawPath) {
        for (String root : roots) {
            boolean below = rawPath.startsWith(root) && rawPath.startsWith("/", root.length());
            if (rawPath.equals(root) || (below && isPlain(rawPath))) {
                return true;
            }
        }
        return false;
    }

    private void addOverall(String path, Settings settings, Dialect dialect) {
        addRoot(path, new ProbeResource(settings, Scope.OVERALL, dialect, false));
        resources.put(
                path + "/detailed", new ProbeResource(settings, Scope.OVERALL, dialect, true));
    }

    private void addRoot(String path, Resource resource) {
        roots.add(path);
        resources.put(path, resource);
    }

    private SortedSet<String> paths() {
        return new TreeSet<>(resources.keySet());
    }

    private static boolean isPlain(String rawPath) {
        try {
            return Paths.normalise(rawPath).equals(rawPath);
        } catch (Refusal e) {
            return false;
        }
    }

    private Resource findNormalised(String path) {
        Resource known = resources.get(path);
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        if (known == null
                && !name.isEmpty()
                && slash > 0
                && resources.get(path.substring(0, slash)) instanceof ProbeResource probe) {
            known = probe.check(name);
        }
        if (known == null) {
            throw Problems.notFound(help);
        }
        return known;
    }
}
