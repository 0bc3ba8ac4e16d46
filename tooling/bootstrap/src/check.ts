console.log(process.version, process.env.GEKO_ROOT, process.argv);
