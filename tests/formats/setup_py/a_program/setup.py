from setuptools import setup

setup(
    name="storefront",
    install_requires=["auth0-python>=4.7", "flask"],
    extras_require={'ai': ['auth0_ai[x]']},
)
