// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The library modules: one line each. A module's name is that of its exported package. */
final class Modules {
    /** What all modules share, and nobody else has. */
    static final String INTERNAL = "dev.mainstay.internal";

    private static final String MICROMETER = "io.micrometer.core.instrument..";

    static final List<LibraryModule> ALL =
            List.of(
                    LibraryModule.in("health-api", "dev.mainstay.health")
                            .needs("org.slf4j..")
                            .optional(MICROMETER, "(\\w*Metrics|Telemetry)"),
                    LibraryModule.in("health-checks", "dev.mainstay.health.checks")
                            .needs("dev.mainstay.health")
                            .optional("redis.clients.jedis..", "(Jedis|Redis)\\w*"),
                    LibraryModule.in("resilience", "dev.mainstay.resilience")
                            .needs("dev.mainstay.health", "io.github.resilience4j..")
                            .optional(MICROMETER, "\\w*Metrics"),
                    LibraryModule.in("shutdown", "dev.mainstay.shutdown")
                            .needs("dev.mainstay.health", "org.slf4j..")
                            .optional(MICROMETER, "\\w*Metrics"),
                    LibraryModule.in("http-adapters/core", "dev.mainstay.http")
                            .needs(
                                    "dev.mainstay.health",
                                    "dev.mainstay.shutdown",
                                    "tools.jackson.core..")
                            .optional(MICROMETER, "\\w*Metrics"),
                    LibraryModule.in("http-adapters/jdk", "dev.mainstay.http.jdk")
                            .needs(
                                    "dev.mainstay.http",
                                    "dev.mainstay.shutdown",
                                    "com.sun.net.httpserver",
                                    "javax.net.ssl"),
                    LibraryModule.in("http-adapters/servlet", "dev.mainstay.http.servlet")
                            .needs("dev.mainstay.http", "jakarta.servlet.."),
                    LibraryModule.in("http-adapters/javalin", "dev.mainstay.http.javalin")
                            .needs(
                                    "dev.mainstay.http",
                                    "dev.mainstay.http.servlet",
                                    "dev.mainstay.shutdown",
                                    "jakarta.servlet..",
                                    "io.javalin..",
                                    "org.eclipse.jetty.."));

    private static final Map<String, URL> ROOTS = findRoots();

    private Modules() {}

    /** The classes of all modules. */
    static JavaClasses classes() {
        return Holder.CLASSES;
    }

    /** Whose package it is: the module's whose exported package it is, or is below. */
    static LibraryModule owner(String packageName) {
        if (packageName.equals(INTERNAL)) {
            return ALL.get(0);
        }
        return ALL.stream()
                .filter(module -> (packageName + ".").startsWith(module.packageName() + "."))
                .max(Comparator.comparing(module -> module.packageName().length()))
                .orElseThrow(() -> new IllegalStateException(packageName + " is no module's"));
    }

    static DescribedPredicate<JavaClass> ownedBy(LibraryModule module) {
        return describe(
                "are of " + module,
                type ->
                        type.getPackageName().startsWith("dev.mainstay.")
                                && owner(type.getPackageName()).equals(module));
    }

    /** What users see: public or protected, in an exported package. */
    static List<JavaClass> publicTypes() {
        return classes().stream()
                .filter(type -> isExported(type.getPackageName()))
                .filter(Modules::isReachable)
                .toList();
    }

    static boolean isExported(String packageName) {
        return ALL.stream().anyMatch(module -> module.packageName().equals(packageName));
    }

    /** Public or protected, in nothing that is neither. */
    private static boolean isReachable(JavaClass type) {
        var modifiers = type.getModifiers();
        boolean visible =
                modifiers.contains(JavaModifier.PUBLIC)
                        || modifiers.contains(JavaModifier.PROTECTED);
        return visible
                && !type.isAnonymousClass()
                && type.getEnclosingClass().map(Modules::isReachable).orElse(true);
    }

    /** Where a module's classes lie: a directory or a jar. */
    static URL root(LibraryModule module) {
        URL root = ROOTS.get(module.packageName());
        if (root == null) {
            throw new IllegalStateException(
                    "no module-info of %s on the class path; add %s to architecture/pom.xml"
                            .formatted(module.packageName(), module.directory()));
        }
        return root;
    }

    static ModuleDescriptor descriptor(LibraryModule module) throws IOException {
        try (InputStream in = URI.create(root(module) + "module-info.class").toURL().openStream()) {
            return ModuleDescriptor.read(in);
        }
    }

    private static Map<String, URL> findRoots() {
        var roots = new LinkedHashMap<String, URL>();
        try {
            var loader = Modules.class.getClassLoader();
            for (URL info : Collections.list(loader.getResources("module-info.class"))) {
                try (InputStream in = info.openStream()) {
                    String url = info.toString();
                    String root = url.substring(0, url.length() - "module-info.class".length());
                    roots.put(ModuleDescriptor.read(in).name(), URI.create(root).toURL());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return roots;
    }

    private static final class Holder {
        static final JavaClasses CLASSES =
                new ClassFileImporter().importUrls(ALL.stream().map(Modules::root).toList());
    }
}
