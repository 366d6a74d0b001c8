// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** With {@code -Dapi.update=true} the lists are written instead of compared. */
class PublicApiTest {
    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void publicTypes_always_areThoseOfApiTxt(LibraryModule module) throws IOException {
        Path list = Checkout.ROOT.resolve(module.directory()).resolve("api.txt");
        List<String> types = publicTypes(module);
        if (Boolean.getBoolean("api.update")) {
            Files.write(list, types);
        }

        assertThat(types).isNotEmpty();
        assertThat(list).exists();
        assertThat(types)
                .as("public types of %s; how to update the list is in CONTRIBUTING.md", module)
                .containsExactlyElementsOf(Checkout.lines(list));
    }

    private static List<String> publicTypes(LibraryModule module) {
        return Modules.classes().stream()
                .filter(type -> type.getPackageName().equals(module.packageName()))
                .filter(PublicApiTest::isReachable)
                .map(type -> type.getFullName().replace('$', '.'))
                .sorted()
                .toList();
    }

    /** Public or protected, in nothing that is neither. */
    static boolean isReachable(JavaClass type) {
        var modifiers = type.getModifiers();
        boolean visible =
                modifiers.contains(JavaModifier.PUBLIC)
                        || modifiers.contains(JavaModifier.PROTECTED);
        return visible
                && !type.isAnonymousClass()
                && type.getEnclosingClass().map(PublicApiTest::isReachable).orElse(true);
    }
}
